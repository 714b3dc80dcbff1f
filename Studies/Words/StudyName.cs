namespace JointQP.Studies.Words;

/// <summary>What a study or an experiment may be called: it names folders and is a part of keys.</summary>
public static class StudyName
{
    /// <summary>The rule for people.</summary>
    public const string Rule = "1 to 64 of a-z, 0-9, '-', '_' and '.', not starting with a dot";

    /// <summary>Whether a text keeps the rule.</summary>
    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is >= 1 and <= 64
            && text[0] != '.'
            && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');
    }
}
