using System.Globalization;

namespace JointQP.Studies.Words;

/// <summary>A span of time as people write it: <c>30s</c>, <c>1.5h</c>, <c>2d</c>.</summary>
public static class SpanText
{
    private const decimal Most = 1_000_000_000;

    /// <summary>The rule for people.</summary>
    public const string Rule = "a number followed by s, m, h or d, such as '30s', '10m' or '1.5h'";

    /// <summary>Reads a span of at least 0 and at most a billion seconds; blanks around the number do no harm.</summary>
    public static bool TryParse(string text, out TimeSpan span)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        decimal seconds = trimmed.Length == 0 ? 0 : trimmed[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        span = default;
        if (seconds == 0
            || !decimal.TryParse(trimmed[..^1].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || amount > Most / seconds)
        {
            return false;
        }

        span = TimeSpan.FromTicks((long)(amount * seconds * TimeSpan.TicksPerSecond));
        return true;
    }
}
