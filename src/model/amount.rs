//! Money and other numbers, exact and with their printed decimals.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An exact decimal that remembers how many decimals were printed: `906.40` stays `906.40`.
///
/// As binary floats the ten amounts of a real table add up to 906.4000000000001, and a check would cry wolf.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

/// How many 元 one 万元 holds.
const YUAN_PER_WAN: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

impl Amount {
    /// Zero, without decimals.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The exact decimal.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// How many decimals were printed.
    pub fn scale(self) -> u32 {
        self.0.scale()
    }

    /// One unit in the last printed place: 0.01 for `906.40`.
    #[must_use]
    pub fn ulp(self) -> Self {
        Self(Decimal::new(1, self.0.scale()))
    }

    /// The value without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// The value divided by another, to at most `scale` decimals, half away from zero; `None` by zero.
    pub fn ratio(self, divisor: Self, scale: u32) -> Option<Self> {
        let quotient = self.0.checked_div(divisor.0)?;
        Some(Self(
            quotient.round_dp_with_strategy(scale, rust_decimal::RoundingStrategy::MidpointAwayFromZero),
        ))
    }

    /// The product, or `None` when it has more digits than can be held.
    pub fn times(self, factor: Self) -> Option<Self> {
        self.0.checked_mul(factor.0).map(Self)
    }

    /// The sum, or `None` when it has more digits than can be held.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The same number with at least so many decimals.
    #[must_use]
    pub fn with_decimals(self, scale: u32) -> Self {
        let mut number = self.0.normalize();
        if number.scale() < scale {
            number.rescale(scale);
        }
        Self(number)
    }

    /// 元 to 万元, exactly.
    #[must_use]
    pub fn yuan_to_wan(self) -> Self {
        // Dividing by ten thousand only moves the point, so it is done on the scale: no digit is lost.
        let mut moved = self.0;
        if moved.set_scale(self.0.scale() + 4).is_err() {
            moved = self.0 / YUAN_PER_WAN;
        }
        Self(moved)
    }

    /// The same number without trailing zeros: `11.70` and `11.7` are one value.
    #[must_use]
    pub fn normalized(self) -> Self {
        Self(self.0.normalize())
    }
}

impl From<Decimal> for Amount {
    fn from(decimal: Decimal) -> Self {
        Self(decimal)
    }
}

impl From<i64> for Amount {
    fn from(number: i64) -> Self {
        Self(Decimal::from(number))
    }
}

impl FromStr for Amount {
    type Err = rust_decimal::Error;

    /// Plain decimal notation, without thousands separators or units.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Decimal::from_str_exact(text).map(Self)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Amount {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl std::iter::Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_string()
            .parse::<serde_json::Number>()
            .map_err(serde::ser::Error::custom)?
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AmountVisitor)
    }
}

/// Takes a number in every form that serde hands on: whole ones, and the exact text of all others.
struct AmountVisitor;

impl AmountVisitor {
    fn exact<E: de::Error>(text: &str) -> Result<Amount, E> {
        text.parse().or_else(|_| Decimal::from_scientific(text).map(Amount)).map_err(de::Error::custom)
    }
}

impl<'de> de::Visitor<'de> for AmountVisitor {
    type Value = Amount;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Amount, E> {
        Ok(Amount(number.into()))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Amount, E> {
        Ok(Amount(number.into()))
    }

    fn visit_u128<E: de::Error>(self, number: u128) -> Result<Amount, E> {
        Self::exact(&number.to_string())
    }

    fn visit_i128<E: de::Error>(self, number: i128) -> Result<Amount, E> {
        Self::exact(&number.to_string())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Amount, E> {
        // Only a number whose shortest text is the printed one is handed on as a float, `9.0` among them.
        let number = serde_json::Number::from_f64(number).ok_or_else(|| E::custom("no number"))?;
        Self::exact(&number.to_string())
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Amount, A::Error> {
        let number = serde_json::Number::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Self::exact(&number.to_string())
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number", "description": "An exact decimal with its printed decimals." })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    #[test]
    fn the_ten_amounts_of_the_first_input_add_up() {
        let amounts = "4.25 781.56 1.70 20.00 12.00 10.00 38.07 11.70 0.18 26.94";
        let sum: Amount = amounts.split(' ').map(amount).sum();
        assert_eq!(sum.to_string(), "906.40");
    }

    #[test]
    fn yuan_become_wan_without_loss() {
        assert_eq!(amount("4100000.00").yuan_to_wan().to_string(), "410.000000");
        assert_eq!(amount("1").yuan_to_wan().to_string(), "0.0001");
    }

    #[test]
    fn json_keeps_the_printed_decimals() {
        for text in [
            "906.40",
            "20",
            "4.25",
            "9.0",
            "-0.10",
            "123456789012345678.90",
            "18446744073709551616",
            "-9223372036854775809",
        ] {
            let json = serde_json::to_string(&amount(text)).unwrap();
            assert_eq!(json, text);
            assert_eq!(serde_json::from_str::<Amount>(&json).unwrap().to_string(), text);
            let value: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::from_value::<Amount>(value).unwrap().to_string(), text);
        }
    }
}
