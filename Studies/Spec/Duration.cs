using System.Globalization;

namespace JointQP.Studies.Spec;

/// <summary>What a duration is counted in.</summary>
internal enum DurationUnit
{
    Steps,
    Epochs,
    Percent,
}

/// <summary>A length of training as written: <c>120 steps</c>, <c>3.5 epochs</c> or <c>25%</c> of the training.</summary>
internal readonly record struct Duration(decimal Amount, DurationUnit Unit)
{
    public const string Allowed = "allowed: a number of epochs, steps or percent of the training, such as '3.5 epochs', '120 steps' or '25%'";

    private const string Form = "0.############################";

    public static bool TryParse(string text, out Duration duration)
    {
        var trimmed = text.Trim();
        var split = trimmed.Length;
        while (split > 0 && !char.IsAsciiDigit(trimmed[split - 1]) && trimmed[split - 1] != '.')
            split--;
        DurationUnit? unit = trimmed[split..].Trim() switch
        {
            "step" or "steps" => DurationUnit.Steps,
            "epoch" or "epochs" => DurationUnit.Epochs,
            "%" => DurationUnit.Percent,
            _ => null,
        };
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (unit is { } known
            && decimal.TryParse(trimmed[..split], Style, CultureInfo.InvariantCulture, out var amount)
            && Math.Abs(amount) <= Maximum(known)
            && (known != DurationUnit.Steps || decimal.IsInteger(amount)))
        {
            duration = new Duration(amount, known);
            return true;
        }

        duration = default;
        return false;
    }

    // Longer than any training, and so small that steps, and a ramp of that many, cannot overflow.
    private static decimal Maximum(DurationUnit unit) => unit switch
    {
        DurationUnit.Percent => 100m,
        DurationUnit.Epochs => 1_000_000m,
        _ => 1_000_000_000_000m,
    };

    /// <summary>
    /// Whole steps, the nearest ones. A half goes to the earlier step: 4.5 + 0.5 epochs of 63 steps then end at 5 epochs and not a step later.
    /// </summary>
    public long ToSteps(long stepsPerEpoch, long totalSteps)
    {
        var exact = Unit switch
        {
            DurationUnit.Steps => Amount,
            DurationUnit.Epochs => Amount * stepsPerEpoch,
            _ => Amount * totalSteps / 100m,
        };
        return (long)decimal.Ceiling(exact - 0.5m);
    }
    /// <summary>As it is written: <c>1.5 epochs</c>.</summary>
    public override string ToString() => Unit switch
    {
        DurationUnit.Percent => Amount.ToString(Form, CultureInfo.InvariantCulture) + "%",
        DurationUnit.Epochs => Amount.ToString(Form, CultureInfo.InvariantCulture) + (Amount == 1 ? " epoch" : " epochs"),
        _ => Amount.ToString(Form, CultureInfo.InvariantCulture) + (Amount == 1 ? " step" : " steps"),
    };
}
