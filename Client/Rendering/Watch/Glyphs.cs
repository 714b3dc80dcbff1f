using System.Collections.Immutable;

namespace JointQP.Client.Rendering.Watch;

/// <summary>The characters of a picture.</summary>
/// <param name="Levels">Of a curve, from low to high.</param>
/// <param name="Ahead">Of a curve, where the training has not come to yet.</param>
/// <param name="States">Of the bar of trials: done, running, waiting, given up.</param>
/// <param name="Ellipsis">Stands for what is left out.</param>
/// <param name="PlusMinus">Before half an interval.</param>
internal sealed record Glyphs(ImmutableArray<char> Levels, char Ahead, ImmutableArray<char> States, string Ellipsis, string PlusMinus)
{
    /// <summary>For terminals that know Unicode.</summary>
    public static Glyphs Unicode { get; } = new([.. "▁▂▃▄▅▆▇█"], '·', ['█', '▒', '░', 'x'], "…", "±");

    /// <summary>For those that do not.</summary>
    public static Glyphs Ascii { get; } = new([.. "_.-=#"], ' ', ['#', '=', '.', 'x'], "...", "+-");

    /// <summary>Those that a terminal shows.</summary>
    /// <param name="unicode">Whether what is written to it is encoded so.</param>
    /// <param name="environment">
    /// Tells the locale. One that is set without UTF-8, such as <c>C</c>, is believed; none at all, as in many containers, says nothing.
    /// </param>
    public static Glyphs For(bool unicode, Func<string, string?> environment)
    {
        string[] names = ["LC_ALL", "LC_CTYPE", "LANG"];
        var locale = names.Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        var utf8 = locale is null || locale.Replace("-", "", StringComparison.Ordinal).Contains("utf8", StringComparison.OrdinalIgnoreCase);
        return unicode && (utf8 || OperatingSystem.IsWindows()) ? Unicode : Ascii;
    }

    /// <summary>A text in these characters.</summary>
    public string Spell(string text) => text
        .Replace("±", PlusMinus, StringComparison.Ordinal)
        .Replace("…", Ellipsis, StringComparison.Ordinal);
}
