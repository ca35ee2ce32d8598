//! What counts as cost, and where: categories placed by hand, parts of them, shared cost and how it is spread.

use std::collections::HashMap;

use super::category::Category;
use super::currency::Sign;
use super::exact::Exact;

/// By what shared cost is spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allocation {
    /// By the spend of their own.
    Spend,
    /// By the customers won.
    Customers,
    /// By revenue.
    Revenue,
    /// To every channel alike.
    Even,
    /// By weights that are given, by channel.
    Weights(Vec<(String, Exact)>),
}

impl Allocation {
    /// The word in outputs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Spend => "spend",
            Self::Customers => "customers",
            Self::Revenue => "revenue",
            Self::Even => "even parts",
            Self::Weights(_) => "the weights given",
        }
    }
}

/// Which category a text stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The category as read, or a text in lower case; a star at its end stands for any ending.
    pub from: String,
    /// The category it is.
    pub to: Category,
}

/// Places, looked up by categories as read: there may be thousands of both.
#[derive(Clone, Debug)]
pub struct Placing<'a> {
    all: &'a [Place],
    /// The first of each text, by its place among all.
    whole: HashMap<&'a str, usize>,
    /// The same of those that stand for any ending.
    starts: HashMap<&'a str, usize>,
    longest: usize,
}

impl<'a> Placing<'a> {
    /// Of these the first that fits counts.
    #[must_use]
    pub fn new(all: &'a [Place]) -> Self {
        let mut placing = Self { all, whole: HashMap::new(), starts: HashMap::new(), longest: 0 };
        for (at, place) in all.iter().enumerate() {
            if let Some(start) = place.from.strip_suffix('*') {
                placing.starts.entry(start).or_insert(at);
                placing.longest = placing.longest.max(start.len());
            } else {
                placing.whole.entry(&place.from).or_insert(at);
            }
        }
        placing
    }

    /// The category that a category as read is.
    #[must_use]
    pub fn of(&self, category: &Category) -> Option<&'a Category> {
        if matches!(category, Category::Blank | Category::Uncategorised) {
            return None;
        }
        let own = category.to_string().to_lowercase();
        let own = own.trim();
        let ends = own.char_indices().map(|(at, _)| at).chain([own.len()]);
        let ends = ends.take_while(|end| *end <= self.longest);
        let starts = ends.filter_map(|end| self.starts.get(own.get(..end)?));
        let first = starts.chain(self.whole.get(own)).min()?;
        self.all.get(*first).map(|place| &place.to)
    }
}

/// What counts as cost, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Costs {
    /// Categories by hand; of two that fit the first counts.
    pub places: Vec<Place>,
    /// Categories that count whatever the scope.
    pub include: Vec<Category>,
    /// Categories that never count.
    pub exclude: Vec<Category>,
    /// Shares of categories that count.
    pub parts: Vec<(Category, Exact)>,
    /// Categories that are shared cost, whatever their channel.
    pub shared: Vec<Category>,
    /// What each customer of a channel was paid for coming, by channel.
    pub rewards: Vec<(String, Exact)>,
    /// Channels that are not paid for, whatever cost is spread to them.
    pub unpaid: Vec<String>,
    /// The currencies that flags carry, with the flag.
    pub signs: Vec<(&'static str, Sign)>,
    /// How shared cost is spread; not at all when missing.
    pub allocation: Option<Allocation>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_that_fits_counts_whether_it_is_whole_or_a_beginning() {
        let place = |from: &str, to| Place { from: from.to_owned(), to };
        let all = [
            place("62*", Category::Other),
            place("623 ads", Category::Advertising),
            place("6*", Category::Tools),
            place("été", Category::Events),
            place("ét*", Category::Content),
            place("été", Category::Demo),
        ];
        let placing = Placing::new(&all);
        let of = |text: &str| placing.of(&Category::Named(text.to_owned())).cloned();
        assert_eq!(of("623 Ads "), Some(Category::Other));
        assert_eq!(of("61"), Some(Category::Tools));
        assert_eq!(of("Été"), Some(Category::Events));
        assert_eq!(of("étage"), Some(Category::Content));
        assert_eq!((of("5"), of("é"), of("")), (None, None, None));
        let any = [place("*", Category::Other)];
        let placing = Placing::new(&any);
        assert_eq!(placing.of(&Category::Named("x".to_owned())), Some(&Category::Other));
        assert_eq!((placing.of(&Category::Blank), placing.of(&Category::Uncategorised)), (None, None));
    }

    #[test]
    fn a_place_is_for_its_name_in_any_case_and_with_a_star_for_any_ending() {
        let fits = |from: &str, category: &str| {
            let place = Place { from: from.to_owned(), to: Category::Content };
            Placing::new(&[place]).of(&Category::Named(category.to_owned())).is_some()
        };
        assert!(fits("influencer", " Influencer ") && !fits("influencer", "influencers") && !fits("influencer", ""));
        assert!(fits("623*", "6231 Annonces") && fits("623*", "623") && !fits("623*", "1623"));
        let tools = [Place { from: "tools".to_owned(), to: Category::Content }];
        assert_eq!(Placing::new(&tools).of(&Category::Tools), Some(&Category::Content));
    }

    #[test]
    fn a_way_to_spread_has_its_word() {
        let all = [
            Allocation::Spend,
            Allocation::Customers,
            Allocation::Revenue,
            Allocation::Even,
            Allocation::Weights(Vec::new()),
        ];
        let words = ["spend", "customers", "revenue", "even parts", "the weights given"];
        assert_eq!(all.each_ref().map(Allocation::name), words);
    }
}
