//! The middle of some times.

/// With an even number of values the mean of the two in the middle; NaN without any.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let [low, high] = [sorted.len().saturating_sub(1) / 2, sorted.len() / 2]
        .map(|at| sorted.get(at).copied().unwrap_or(f64::NAN));
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    #[test]
    fn half_of_the_values_lie_on_each_side() {
        for (values, middle) in [(&[3.0, 1.0, 2.0][..], 2.0), (&[4.0, 1.0, 2.0, 8.0], 3.0)] {
            assert_eq!(super::median(values), middle, "{values:?}");
        }
        assert!(super::median(&[]).is_nan());
    }
}
