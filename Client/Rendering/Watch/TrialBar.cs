using System.Globalization;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Rendering.Watch;

/// <summary>Trials by what they do, as words and as a bar.</summary>
internal static class TrialBar
{
    private const int Widest = 40;
    private const int Narrowest = 8;

    /// <summary>The bar and the words, or the words alone where there is no room for both.</summary>
    public static Line Of(TrialStates trials, int width, Glyphs glyphs)
    {
        var words = Line.Of(Words(trials));
        var room = Math.Min(Widest, width - words.Length - 2);
        return room < Narrowest ? words : new Line([.. Bar(trials, room, glyphs), new Piece("  "), .. words.Pieces]);
    }

    /// <summary>Such as <c>12 done, 2 running, 22 waiting of 36</c>; what there is none of is left out.</summary>
    public static string Words(TrialStates trials)
    {
        (int Count, string Word)[] all =
        [
            (trials.Done, "done"), (trials.Running, "running"), (trials.Waiting, "waiting"),
            (trials.Failed, "failed"), (trials.Poisoned, "poisoned"), (trials.Cancelled, "cancelled"), (trials.Stopped, "stopped"),
        ];
        var said = all.Where(state => state.Count > 0).Select(state => string.Create(CultureInfo.InvariantCulture, $"{state.Count:N0} {state.Word}"));
        return $"{string.Join(", ", said)} of {Format.Count(all.Sum(state => state.Count))}";
    }

    /// <summary>Cells in proportion; whatever there is of has at least one.</summary>
    private static IEnumerable<Piece> Bar(TrialStates trials, int width, Glyphs glyphs)
    {
        var givenUp = trials.Failed + trials.Poisoned + trials.Cancelled;
        int[] counts = [trials.Done + trials.Stopped, givenUp, trials.Running, trials.Waiting];
        (char Glyph, Tone Tone)[] looks =
        [
            (glyphs.States[0], Tone.Good), (glyphs.States[3], Tone.Bad), (glyphs.States[1], Tone.Busy), (glyphs.States[2], Tone.Faint),
        ];
        var cells = RowBudget.Share(width, [.. counts.Select(count => (count > 0 ? 1 : 0, count))]);
        return looks.Zip(cells).Where(part => part.Second > 0).Select(part => new Piece(new string(part.First.Glyph, part.Second), part.First.Tone));
    }
}
