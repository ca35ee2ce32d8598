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
