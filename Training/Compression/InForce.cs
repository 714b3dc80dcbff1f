using JointQP.Studies.Words;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

/// <summary>
/// What is in force at a site: the mask and the grid that were chosen, and the mask fitted to the tensors that come. A channel's mask is spread
/// over the map, whatever its size; a mask of elements is tiled and centred over a larger map in evaluation (paper, larger inputs).
/// </summary>
internal sealed class InForce(SiteSettings settings, SiteRule rule, GradientLedger ledger) : IDisposable
{
    // Test sets have few sizes; past that a mask is fitted anew.
    private const int MaximumFitted = 16;

    private readonly List<(long[] Shape, Tensor Mask)> _fitted = [];
    private Operation _operation = new(null, null, ledger);
    private long[] _chosenShape = [];
    private long[] _fittedShape = [];

    /// <summary>1 or 0 for each unit, as it was chosen; it broadcasts over the parameter or the map of one sample. Null before the first.</summary>
    public Tensor? Mask { get; private set; }

    /// <summary>How many masks of the ramp were chosen.</summary>
    public int Masks { get; private set; }

    /// <summary>Null before quantization.</summary>
    public Grid? Grid => _operation.Grid;

    /// <summary>The mask as it acted last: with an element for each of the tensor's.</summary>
    public Tensor? FittedMask => _operation.Mask;

    public bool IsIdentity => _operation.IsIdentity;

    /// <summary>The elements that the mask prunes of the tensor seen last.</summary>
    public long Pruned => Zeros(FittedMask);

    /// <summary>The elements or channels that the mask prunes.</summary>
    public long PrunedUnits => Zeros(Mask);

    public void SetMask(Tensor? mask, int number)
    {
        Forget();
        // Autograd keeps its own hold of the old mask for a backward that is still to come.
        Mask?.Dispose();
        Mask = mask?.DetachFromDisposeScope();
        Masks = number;
        _chosenShape = _fittedShape = Mask?.shape ?? [];
        _operation = _operation with { Mask = Mask };
    }

    public void SetGrid(Grid? grid) => _operation = _operation with { Grid = grid };

    /// <summary>Q(P(x)), or <paramref name="x"/> itself when nothing is in force.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="shape">The shape of the parameter, or of the map of one sample.</param>
    /// <param name="training">Whether the network trains: then a mask of elements fits maps of its own size only.</param>
    /// <exception cref="InvalidOperationException">The mask or the grid does not fit.</exception>
    public Tensor Apply(Tensor x, ReadOnlySpan<long> shape, bool training)
    {
        try
        {
            if (Mask is not null)
            {
                Fit(shape, training);
            }

            return PruneThenQuantize.Apply(x, _operation);
        }
        catch (ArgumentException mismatch)
        {
            throw new InvalidOperationException($"{settings.Name}: {mismatch.Message} Evaluate on inputs of the size of those in training, or of larger ones.", mismatch);
        }
    }

    public void Dispose()
    {
        Forget();
        Mask?.Dispose();
    }

    private void Fit(ReadOnlySpan<long> shape, bool training)
    {
        if (training && rule.Masks == MaskUnit.Element && !shape.SequenceEqual(_chosenShape))
        {
            throw new InvalidOperationException(
                $"{settings.Name}: its mask was chosen for maps of {string.Join('x', _chosenShape)}, and training goes on with one of "
                + $"{string.Join('x', shape.ToArray())}. Train on inputs of one size, or prune whole channels there (masks: channel).");
        }

        if (shape.SequenceEqual(_fittedShape))
        {
            return;
        }

        _operation = _operation with { Mask = Fitted(shape) };
        _fittedShape = shape.ToArray();
    }

    private Tensor Fitted(ReadOnlySpan<long> shape)
    {
        if (shape.SequenceEqual(_chosenShape))
        {
            return Mask!;
        }

        foreach (var (known, fitted) in _fitted)
        {
            if (shape.SequenceEqual(known))
            {
                return fitted;
            }
        }

        // The one in use may go too: it is replaced at once.
        if (_fitted.Count == MaximumFitted)
        {
            Forget();
        }

        using var scope = NewDisposeScope();
        using var off = no_grad();
        var wanted = shape.ToArray();
        // Where the mask has length 1, as that of channels has in space, the fit leaves it to be spread.
        var mask = MaskTiling.Fit(Mask!, wanted).expand(wanted).contiguous();
        _fitted.Add((wanted, mask.DetachFromDisposeScope()));
        return mask;
    }

    private void Forget()
    {
        _fitted.ForEach(fitted => fitted.Mask.Dispose());
        _fitted.Clear();
    }

    private static long Zeros(Tensor? mask) => mask is null ? 0 : mask.numel() - mask.count_nonzero().item<long>();
}
