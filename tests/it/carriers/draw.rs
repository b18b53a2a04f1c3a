//! Draws from pools by a seed, the same ones every time.

/// A generator of numbers (SplitMix64).
#[derive(Clone, Debug)]
pub struct Draw(u64);

impl Draw {
    /// The draws of a seed and of what it is used for.
    pub fn new(seed: u64, purpose: &str) -> Self {
        let mixed = purpose.bytes().fold(seed ^ 0x51_7c_c1_b7_27_22_0a_95, |mixed, byte| {
            (mixed ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3).rotate_left(23)
        });
        Self(mixed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.number() % u64::try_from(end).unwrap()).unwrap()
    }

    /// One of a pool.
    pub fn of<'a, T: ?Sized>(&mut self, pool: &[&'a T]) -> &'a T {
        pool[self.below(pool.len())]
    }

    /// As many different ones of a pool, in the order of the pool.
    pub fn several<'a, T: ?Sized>(&mut self, pool: &[&'a T], count: usize) -> Vec<&'a T> {
        let mut left: Vec<&T> = pool.to_vec();
        while left.len() > count {
            left.remove(self.below(left.len()));
        }
        left
    }

    /// Yes or no.
    pub fn coin(&mut self) -> bool {
        self.below(2) == 1
    }

    /// An amount of hundredths between two whole numbers.
    pub fn hundredths(&mut self, from: usize, to: usize) -> i64 {
        i64::try_from(from * 100 + self.below((to - from) * 100)).unwrap()
    }
}

/// Hundredths as they are printed: `1,234.50`.
pub fn printed(hundredths: i64, with_commas: bool) -> String {
    let whole = (hundredths / 100).to_string();
    let mut digits = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if with_commas && place > 0 && (whole.len() - place).is_multiple_of(3) {
            digits.push(',');
        }
        digits.push(digit);
    }
    format!("{digits}.{:02}", hundredths % 100)
}
