//! What counts as cost, and where: categories placed by hand, parts of them, shared cost and how it is spread.

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

impl Place {
    /// Whether it is for a category as read.
    #[must_use]
    pub fn fits(&self, category: &Category) -> bool {
        if matches!(category, Category::Blank | Category::Uncategorised) {
            return false;
        }
        let own = category.to_string().to_lowercase();
        let own = own.trim();
        match self.from.strip_suffix('*') {
            Some(start) => own.starts_with(start),
            None => own == self.from,
        }
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
    fn a_place_is_for_its_name_in_any_case_and_with_a_star_for_any_ending() {
        let fits = |from: &str, category: &str| {
            let place = Place { from: from.to_owned(), to: Category::Content };
            place.fits(&Category::Named(category.to_owned()))
        };
        assert!(fits("influencer", " Influencer ") && !fits("influencer", "influencers") && !fits("influencer", ""));
        assert!(fits("623*", "6231 Annonces") && fits("623*", "623") && !fits("623*", "1623"));
        let any = Place { from: "*".to_owned(), to: Category::Content };
        assert!(any.fits(&Category::Tools) && !any.fits(&Category::Blank) && !any.fits(&Category::Uncategorised));
        assert!(Place { from: "tools".to_owned(), to: Category::Content }.fits(&Category::Tools));
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
