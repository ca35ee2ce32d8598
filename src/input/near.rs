//! Customers counted by day and place where both are small, without a search: days near the first one met.

/// Days and places with their counts.
#[derive(Default)]
pub(super) struct Near {
    /// The day of the first row.
    base: i32,
    counts: Vec<u32>,
}

impl Near {
    /// How many days, and how many places.
    const DAYS: u32 = 1 << 13;
    const PLACES: u32 = 1 << 6;

    fn at(&self, day: i32, number: u32) -> Option<usize> {
        let row = day.wrapping_sub(self.base).cast_unsigned();
        (row < Self::DAYS && number < Self::PLACES)
            .then(|| row.wrapping_mul(Self::PLACES).wrapping_add(number) as usize)
    }

    /// Counts one more of those that were counted before; `false` for others.
    #[inline]
    pub(super) fn count(&mut self, day: i32, number: u32) -> bool {
        let own = self.at(day, number).and_then(|at| self.counts.get_mut(at)).filter(|count| **count > 0);
        own.is_some_and(|count| {
            // Those that come beyond four thousand million are counted with others.
            let more = count.checked_add(1);
            *count = more.unwrap_or(*count);
            more.is_some()
        })
    }

    /// Counts the first of its day and place; `false` where both are not small.
    pub(super) fn take(&mut self, day: i32, number: u32) -> bool {
        if self.counts.is_empty() {
            self.counts = vec![0; (Self::DAYS * Self::PLACES) as usize];
            self.base = day.wrapping_sub((Self::DAYS / 2).cast_signed());
        }
        let own = self.at(day, number).and_then(|at| self.counts.get_mut(at)).filter(|count| **count == 0);
        own.map(|count| *count = 1).is_some()
    }

    /// Days and places with their counts.
    pub(super) fn all(&self) -> impl Iterator<Item = (i32, u32, u64)> {
        let rows = (0..Self::DAYS).zip(self.counts.chunks_exact(Self::PLACES as usize));
        rows.flat_map(move |(row, counts)| {
            let day = self.base.wrapping_add(row.cast_signed());
            let met = (0u32..).zip(counts).filter(|(_, count)| **count > 0);
            met.map(move |(number, count)| (day, number, u64::from(*count)))
        })
    }
}
