//! Loops over elements, four at a time. Of four that are written out the compiler makes vectors; from
//! other loops it is kept, since it would make many copies of each (see the flags of `xtask`).

/// Sets each element of `to` to `f` of itself and of that of `from`.
#[inline(always)]
pub(crate) fn update<T: Copy, U: Copy>(to: &mut [T], from: &[U], f: impl Fn(T, U) -> T) {
    let ((to, last), (from, last_from)) = (to.as_chunks_mut::<4>(), from.as_chunks::<4>());
    for (to, from) in to.iter_mut().zip(from) {
        *to = [0, 1, 2, 3].map(|i| f(to[i], from[i]));
    }
    for (to, &from) in last.iter_mut().zip(last_from) {
        *to = f(*to, from);
    }
}

/// Sets each element of `to` to `f` of those of `a` and `b`.
#[inline(always)]
pub(crate) fn zip<T: Copy>(to: &mut [T], a: &[T], b: &[T], f: impl Fn(T, T) -> T) {
    let ((to, last), (a, last_a), (b, last_b)) =
        (to.as_chunks_mut::<4>(), a.as_chunks::<4>(), b.as_chunks::<4>());
    for (to, (a, b)) in to.iter_mut().zip(a.iter().zip(b)) {
        *to = [0, 1, 2, 3].map(|i| f(a[i], b[i]));
    }
    for (to, (&a, &b)) in last.iter_mut().zip(last_a.iter().zip(last_b)) {
        *to = f(a, b);
    }
}
