namespace JointQP.Client.Rendering;

/// <summary>Breaks sentences for a terminal, which by itself breaks them inside words.</summary>
internal static class Words
{
    /// <summary>The lines that a sentence takes. A word longer than a line stays whole, so that a path can be copied; so does a line that begins with a space, which is laid out already.</summary>
    /// <param name="line">The sentence.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static IEnumerable<string> Wrap(string line, int width)
    {
        if (line.Length <= width || line.StartsWith(' '))
            return [line];
        var lines = new List<string>();
        foreach (var word in line.Split(' '))
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + word.Length <= width)
                lines[^1] += " " + word;
            else
                lines.Add(word);
        }

        return lines;
    }
}
