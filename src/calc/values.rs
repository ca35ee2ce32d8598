//! The metrics of a row, as a map of them: few enough for lists in their order, which take half of a tree's memory.

use std::ops::Index;

use crate::domain::metric::Metric;
use crate::domain::value::Value;

/// Metrics and their values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// Apart from the values, so that a metric is found in a few bytes.
    metrics: Vec<Metric>,
    values: Vec<Value>,
}

impl Values {
    /// The value of a metric.
    #[must_use]
    pub fn get(&self, metric: &Metric) -> Option<&Value> {
        self.values.get(self.metrics.binary_search(metric).ok()?)
    }

    /// The value of a metric, to be changed.
    pub fn get_mut(&mut self, metric: &Metric) -> Option<&mut Value> {
        self.values.get_mut(self.metrics.binary_search(metric).ok()?)
    }

    /// Whether the metric applies.
    #[must_use]
    pub fn contains_key(&self, metric: &Metric) -> bool {
        self.get(metric).is_some()
    }

    /// Whether no metric applies.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.metrics.is_empty()
    }

    /// Sets the value of a metric.
    pub fn insert(&mut self, metric: Metric, value: Value) {
        match self.metrics.binary_search(&metric) {
            Ok(place) => {
                if let Some(own) = self.values.get_mut(place) {
                    *own = value;
                }
            }
            Err(place) => {
                self.metrics.insert(place, metric);
                self.values.insert(place, value);
            }
        }
    }

    /// Takes a metric away.
    pub fn remove(&mut self, metric: &Metric) {
        self.retain(|own, _| own != metric);
    }

    /// Takes away what is not to stay.
    pub fn retain(&mut self, stays: impl Fn(&Metric, &Value) -> bool) {
        let (metrics, values) = (std::mem::take(&mut self.metrics), std::mem::take(&mut self.values));
        self.extend(metrics.into_iter().zip(values).filter(|(metric, value)| stays(metric, value)));
    }

    /// The metrics, in their order.
    pub fn keys(&self) -> impl Iterator<Item = &Metric> {
        self.metrics.iter()
    }

    /// The metrics and their values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Metric, &Value)> {
        self.metrics.iter().zip(&self.values)
    }
}

impl Extend<(Metric, Value)> for Values {
    fn extend<T: IntoIterator<Item = (Metric, Value)>>(&mut self, values: T) {
        let values = values.into_iter();
        let more = values.size_hint().0;
        self.metrics.reserve(more);
        self.values.reserve(more);
        for (metric, value) in values {
            self.insert(metric, value);
        }
    }
}

impl FromIterator<(Metric, Value)> for Values {
    fn from_iter<T: IntoIterator<Item = (Metric, Value)>>(values: T) -> Self {
        let mut all = Self::default();
        all.extend(values);
        all
    }
}

impl<const N: usize> From<[(Metric, Value); N]> for Values {
    fn from(values: [(Metric, Value); N]) -> Self {
        values.into_iter().collect()
    }
}

impl Index<&Metric> for Values {
    type Output = Value;

    /// The value of a metric that applies.
    ///
    /// # Panics
    /// When it does not.
    #[expect(clippy::expect_used, reason = "an index is asked for what is there")]
    fn index(&self, metric: &Metric) -> &Value {
        self.get(metric).expect("the metric applies to the row")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test may fail loudly")]

    use super::*;
    use crate::domain::exact::Exact;

    #[test]
    fn values_are_a_map_in_the_order_of_the_metrics() {
        let of = |number: i32| Value::exact(Exact::whole(number));
        let mut values = Values::from([(Metric::Ltv, of(3)), (Metric::Spend, of(1)), (Metric::Ltv, of(4))]);
        values.extend([(Metric::Cac, of(2))]);
        let told: Vec<_> = values.iter().map(|(metric, value)| (*metric, value.clone())).collect();
        assert_eq!(told, [(Metric::Spend, of(1)), (Metric::Cac, of(2)), (Metric::Ltv, of(4))]);
        assert_eq!((values.get(&Metric::Cac), values.get(&Metric::Arpa)), (Some(&of(2)), None));
        assert_eq!(values[&Metric::Ltv], of(4));
        values.insert(Metric::Ltv, of(5));
        values.remove(&Metric::Spend);
        values.remove(&Metric::Arpa);
        assert_eq!(values.get_mut(&Metric::Ltv), Some(&mut of(5)));
        assert_eq!(values.keys().copied().collect::<Vec<_>>(), [Metric::Cac, Metric::Ltv]);
        assert!(values.contains_key(&Metric::Cac) && !values.contains_key(&Metric::Spend));
        assert!(!values.is_empty() && Values::default().is_empty());
    }
}
