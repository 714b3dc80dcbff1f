using System.Collections.Immutable;

namespace JointQP.Studies.Stages;

/// <summary>Checkpoint locality: of equally long paths, a worker goes on from what it has at hand. No result depends on it, only time does.</summary>
public static class Locality
{
    /// <summary>Checkpoints that an ask may name; what comes after them does not count.</summary>
    public const int MostHeld = 8;

    /// <summary>
    /// Children that are looked at for one ask. A trunk may have thousands, most of them trained already, and a study answers its workers one
    /// after another: a checkpoint that is read once more is a matter of milliseconds, and all others would wait for the search.
    /// </summary>
    internal const int MostLookedAt = 64;

    /// <summary>
    /// A ready stage that is as good as <paramref name="longest"/> and goes on from a checkpoint the worker holds, of the newest that has one; else
    /// <paramref name="longest"/> itself.
    /// </summary>
    internal static int Nearest(BoardDraft draft, int longest, string fingerprint, ImmutableArray<string> holds)
    {
        var looked = 0;
        foreach (var hash in holds.IsDefault ? [] : holds.AsSpan()[..Math.Min(holds.Length, MostHeld)])
        {
            if (draft.LeftBy(hash) is not { } parent)
                continue;
            foreach (var child in draft.Layout.Children(parent))
            {
                if (looked++ == MostLookedAt)
                    return longest;
                if (Remaining(child) == Remaining(longest) && GoesOn(child) && draft.Allows(child, fingerprint))
                    return child;
            }
        }

        return longest;

        long Remaining(int position) => draft.Layout.Stages[position].Remaining;

        // One that was given back in its midst goes on from a checkpoint of its own.
        bool GoesOn(int position) => draft[position] is { Status: StageStatus.Ready, Progress: null };
    }
}
