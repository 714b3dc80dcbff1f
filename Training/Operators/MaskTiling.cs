using static TorchSharp.torch;

namespace JointQP.Training.Operators;

/// <summary>
/// A mask that was chosen for maps of one size on larger ones (paper, super-resolution: trained on crops, evaluated on whole images): copies of
/// the mask side by side, one of them in the middle.
/// </summary>
public static class MaskTiling
{
    /// <summary>
    /// Along every dimension, from mask length n to map length m &gt;= n, map element i takes mask element <c>(i - floor((m - n) / 2)) mod n</c>: the
    /// map's middle n elements, the earlier ones where m - n is odd, carry the mask itself. A dimension of length 1 in the mask is broadcast.
    /// </summary>
    /// <param name="mask">Of any shape, such as [channels, height, width].</param>
    /// <param name="shape">The larger shape, of as many dimensions.</param>
    /// <returns>A new tensor of <paramref name="shape"/>, save where the mask has length 1.</returns>
    /// <exception cref="ArgumentException">The shape has other dimensions than the mask, or is smaller along one: half a mask is none.</exception>
    public static Tensor Fit(Tensor mask, ReadOnlySpan<long> shape)
    {
        var sizes = mask.shape;
        if (shape.Length != sizes.Length)
        {
            throw new ArgumentException($"A mask for {string.Join('x', sizes)} cannot be fitted to {string.Join('x', shape.ToArray())}.", nameof(shape));
        }

        using var scope = NewDisposeScope();
        var fitted = mask;
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            var (from, to) = (sizes[axis], shape[axis]);
            if (from == to || from == 1)
            {
                continue;
            }

            if (to < from)
            {
                throw new ArgumentException(
                    $"A mask for {string.Join('x', sizes)} cannot prune the smaller {string.Join('x', shape.ToArray())}.", nameof(shape));
            }

            fitted = fitted.index_select(axis, tensor(Sources(from, to), device: mask.device));
        }

        return (ReferenceEquals(fitted, mask) ? mask.clone() : fitted).contiguous().MoveToOuterDisposeScope();
    }

    private static long[] Sources(long from, long to)
    {
        var sources = new long[to];
        // Of whole copies in front as many as keep the remainder from being negative.
        var first = from - ((to - from) / 2 % from);
        for (var i = 0; i < to; i++)
            sources[i] = (first + i) % from;
        return sources;
    }
}
