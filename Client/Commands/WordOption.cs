using System.CommandLine;
using System.Text.Json;

namespace JointQP.Client.Commands;

/// <summary>Options and arguments that take one of a few words.</summary>
internal static class WordOption
{
    /// <summary>An option that takes one word of an enumeration; without it, the one that is 0.</summary>
    public static Option<T> One<T>(string name, string description)
        where T : struct, Enum
    {
        var words = Words<T>();
        var option = new Option<T>(name)
        {
            HelpName = string.Join('|', words.Keys),
            Description = $"{description}. Default: {words.First(word => word.Value.Equals(default(T))).Key}",
            CustomParser = result =>
            {
                var found = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (words.TryGetValue(found, out var value))
                    return value;
                result.AddError(Wrong(name, found, words.Keys));
                return default;
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. words.Keys]);
        return option;
    }

    /// <summary>An option that may be given several times, each time with a word of an enumeration.</summary>
    public static Option<T[]> Several<T>(string name, string helpName, string description)
        where T : struct, Enum
    {
        var words = Words<T>();
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

    private static Dictionary<string, T> Words<T>()
        where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), StringComparer.Ordinal);

    /// <summary>What to tell of a word that is none of those.</summary>
    public static string Wrong(string place, string found, IEnumerable<string> allowed)
    {
        var all = allowed.ToList();
        return $"{place}: found '{found}', allowed is one of {string.Join(", ", all)}; nearest: {NearNames.Of(found, all).First()}";
    }
}
