using System.CommandLine;
using JointQP.Studies.Words;

namespace JointQP.Client.Commands;

/// <summary>Options that take a span of time.</summary>
internal static class Spans
{
    /// <summary>An option whose error says what was found and what is allowed. Null when it is not given.</summary>
    public static Option<TimeSpan?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "time",
        CustomParser = result =>
        {
            var found = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (SpanText.TryParse(found, out var span))
                return span;
            result.AddError($"{name}: found '{found}', allowed is {SpanText.Rule}");
            return null;
        },
    };
}
