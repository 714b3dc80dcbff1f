namespace JointQP.Studies.Stages;

/// <summary>
/// Why an attempt failed, in one text: its first line says it, and the lines below, if any, are the last of the worker's log. So lists show a line,
/// and who looks closer sees what led there.
/// </summary>
public static class FailureText
{
    /// <summary>The most that is kept of a log, in characters: its last lines.</summary>
    public const int MostOfLog = 2000;

    /// <summary>The most that is kept of a reason, in characters.</summary>
    public const int MostOfReason = 2000;

    /// <summary>A reason with the last lines of a log below it. Line breaks in the reason become blanks.</summary>
    public static string Of(string reason, IEnumerable<string> log)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(log);
        var head = string.Join(' ', reason.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        head = head.Length <= MostOfReason ? head : head[..MostOfReason] + " …";
        return string.Join('\n', Last(log).Prepend(head));
    }

    /// <summary>The last lines of a log, of <see cref="MostOfLog"/> characters at most.</summary>
    public static IReadOnlyList<string> Last(IEnumerable<string> log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var (kept, left) = (new List<string>(), MostOfLog);
        foreach (var line in log.SelectMany(entry => entry.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).Reverse())
        {
            // Of a line too long for it all, its beginning; and nothing before it.
            var room = Math.Min(line.Length, left);
            if (room > 0)
                kept.Add(line[..room]);
            left -= line.Length + 1;
            if (left <= 0)
                break;
        }

        kept.Reverse();
        return kept;
    }

    /// <summary>The line that says why.</summary>
    public static string Reason(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('\n', 2)[0];
    }

    /// <summary>The lines of the worker's log; none where it was not told.</summary>
    public static IReadOnlyList<string> Log(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('\n')[1..];
    }
}
