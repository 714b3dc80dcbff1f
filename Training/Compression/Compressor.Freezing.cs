using static TorchSharp.torch;

namespace JointQP.Training.Compression;

public sealed partial class Compressor
{
    /// <summary>Whether <see cref="Freeze"/> was called, or a frozen state was loaded.</summary>
    public bool IsFrozen => _clock.Frozen;

    /// <summary>
    /// Makes what is in force permanent: each effective weight and bias is written into its parameter, masks and decimal bits stay as they are for good,
    /// and no operator starts or changes any more. In evaluation the network computes bit for bit what it computed before. The operators on
    /// features go on as fixed operations in both modes, as long as this compressor is not disposed.
    /// </summary>
    /// <remarks>
    /// What was pruned or rounded away is lost: a copy of the network is the place for another try. Quantizing what is on the grid already
    /// changes nothing, so the weights stay on it whatever is done to the parameters later. A second call does nothing.
    /// </remarks>
    public void Freeze()
    {
        Settle();
        if (_clock.Frozen)
            return;
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var layer in _layers)
        {
            foreach (var site in layer.Parameters())
            {
                var (stored, effective) = (layer.Stored(site), layer.Effective(site));
                if (!ReferenceEquals(effective, stored))
                    stored.copy_(effective);
            }
        }

        _clock.Frozen = true;
    }
}
