using System.CommandLine;
using System.Globalization;

namespace JointQP.Client.Commands;

/// <summary>Options that take whole numbers within bounds.</summary>
internal static class Numbers
{
    /// <summary>An option whose error says what was found and what is allowed. Null when it is not given.</summary>
    public static Option<int?> Option(string name, int minimum, int maximum, string description) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result =>
        {
            var found = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (int.TryParse(found, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum)
                return number;
            var allowed = maximum == int.MaxValue
                ? string.Create(CultureInfo.InvariantCulture, $"at least {minimum}")
                : string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum}");
            result.AddError($"{name}: found '{found}', allowed is a whole number, {allowed}");
            return null;
        },
    };
}
