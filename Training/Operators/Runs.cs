namespace JointQP.Training.Operators;

/// <summary>
/// The values of one channel, or of a whole tensor, in the order they lie in memory: runs of <c>run</c> values, one every <c>stride</c>.
/// </summary>
internal readonly ref struct Runs(ReadOnlySpan<float> values, int run, int stride)
{
    /// <summary>Values a block holds at most: small enough for the first level of cache, a multiple of every vector's length.</summary>
    public const int Block = 2048;

    private readonly ReadOnlySpan<float> _values = values;

    public Runs(ReadOnlySpan<float> values)
        : this(values, values.Length, values.Length)
    {
    }

    public int Count { get; } = stride == 0 ? 0 : (values.Length + stride - run) / stride * run;

    /// <summary>The values from <paramref name="at"/> on, at most <see cref="Block"/> of them: where they lie, or gathered into <paramref name="buffer"/>.</summary>
    public ReadOnlySpan<float> BlockAt(int at, Span<float> buffer)
    {
        var count = Math.Min(Block, Count - at);
        if (run == stride)
        {
            return _values.Slice(at, count);
        }

        for (var filled = 0; filled < count;)
        {
            var (index, offset) = Math.DivRem(at + filled, run);
            var piece = Math.Min(run - offset, count - filled);
            _values.Slice((index * stride) + offset, piece).CopyTo(buffer[filled..]);
            filled += piece;
        }

        return buffer[..count];
    }

    /// <summary>Whether there is nothing but zeros.</summary>
    public bool AreZero()
    {
        Span<float> buffer = stackalloc float[Block];
        for (var at = 0; at < Count; at += Block)
        {
            if (BlockAt(at, buffer).ContainsAnyExcept(0.0f))
            {
                return false;
            }
        }

        return true;
    }
}
