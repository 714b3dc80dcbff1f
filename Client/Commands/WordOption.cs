using System.CommandLine;
using System.Text.Json;

namespace JointQP.Client.Commands;

/// <summary>Options and arguments that take one of a few words.</summary>
internal static class WordOption
{
    /// <summary>An option that may be given several times, each time with a word of an enumeration.</summary>
    public static Option<T[]> Several<T>(string name, string helpName, string description)
        where T : struct, Enum
    {
        var words = Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), StringComparer.Ordinal);
        var option = new Option<T[]>(name)
        {
            HelpName = helpName,
            Description = $"{description}: {string.Join(", ", words.Keys)}",
            CustomParser = result =>
            {
                foreach (var wrong in result.Tokens.Where(token => !words.ContainsKey(token.Value)))
                    result.AddError(Wrong(name, wrong.Value, words.Keys));
                return [.. result.Tokens.Where(token => words.ContainsKey(token.Value)).Select(token => words[token.Value])];
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. words.Keys]);
        return option;
    }

    /// <summary>What to tell of a word that is none of those.</summary>
    public static string Wrong(string place, string found, IEnumerable<string> allowed)
    {
        var all = allowed.ToList();
        return $"{place}: found '{found}', allowed is one of {string.Join(", ", all)}; nearest: {NearNames.Of(found, all).First()}";
    }
}
