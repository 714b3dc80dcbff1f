using JointQP.Studies.Words;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

/// <summary>Holds a site against its own rule: by its state, and by what the first evaluation after a step computed with.</summary>
internal sealed class SiteAudit(SiteSettings settings, SiteRule rule)
{
    private long _measuredStep = long.MinValue;
    private string? _measuredFault;

    /// <summary>Looks at what the site gave out in an evaluation, once after each step.</summary>
    public void Measure(Tensor y, InForce inForce, long step)
    {
        if (_measuredStep != step && !inForce.IsIdentity)
        {
            _measuredStep = step;
            _measuredFault = SiteMeasure.Fault(y, inForce.FittedMask, inForce.Grid);
        }
    }

    public void Forget() => (_measuredStep, _measuredFault) = (long.MinValue, null);

    /// <summary>Sentences about what differs from the rule after <paramref name="step"/>.</summary>
    /// <param name="inForce">What is in force.</param>
    /// <param name="shape">The shape last seen of the parameter, or of the map of one sample; empty before.</param>
    /// <param name="step">The step last begun.</param>
    public IEnumerable<string> Mismatches(InForce inForce, ReadOnlySpan<long> shape, long step)
    {
        List<string> sentences = [];
        if (shape.IsEmpty)
        {
            sentences.Add("its module was never called, so nothing acts there. Call modules by call(), which runs hooks; forward() skips them.");
        }

        AddPruning(sentences, inForce, shape, step);
        AddQuantization(sentences, inForce, step);
        if (!inForce.IsIdentity && _measuredStep != step)
        {
            sentences.Add($"what it computes with after step {step} was not measured. Evaluate the network once before the audit.");
        }
        else if (_measuredFault is not null)
        {
            sentences.Add(_measuredFault);
        }

        return sentences.Select(sentence => $"{settings.Name}: {sentence}");
    }

    private void AddPruning(List<string> sentences, InForce inForce, ReadOnlySpan<long> shape, long step)
    {
        var channels = rule.Masks == MaskUnit.Channel;
        var units = inForce.Mask?.numel() ?? (shape.IsEmpty ? 0 : channels ? shape[settings.MaskAxis] : Size(shape));
        var due = rule.Prune is null ? 0 : Ramp.MasksDue(rule.Prune, step);
        var wanted = due == 0 ? 0 : MagnitudeMask.Pruned(Ramp.Sparsity(rule.Prune!, due), units);
        if (inForce.PrunedUnits != wanted)
        {
            sentences.Add($"{inForce.PrunedUnits} of {units} {(channels ? "channels" : "elements")} are pruned, the schedule wants {wanted}.");
        }
    }

    private void AddQuantization(List<string> sentences, InForce inForce, long step)
    {
        var bits = rule.Quantize is { } quantize && quantize.Start <= step ? (int)quantize.Strength : OperatorSite.FloatBits;
        var found = inForce.Grid?.Bits ?? OperatorSite.FloatBits;
        if (found != bits)
        {
            sentences.Add($"elements have {found} bits, the schedule wants {bits}.");
        }

        var (low, high) = (rule.DecimalBits.Low, rule.DecimalBits.High);
        if (inForce.Grid?.DecimalBits.FirstOrDefault(d => d < low || d >= high, low) is { } stray && stray != low)
        {
            sentences.Add($"it has {stray} decimal bits, the settings want at least {low} and below {high}.");
        }
    }

    private static long Size(ReadOnlySpan<long> shape)
    {
        var size = 1L;
        foreach (var length in shape)
        {
            size *= length;
        }

        return size;
    }
}
