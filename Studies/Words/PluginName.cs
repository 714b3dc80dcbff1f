namespace JointQP.Studies.Words;

/// <summary>How a spec names what a plug-in brings: <c>plugin/NAME</c>. Names without the prefix are JointQP's own.</summary>
public static class PluginName
{
    /// <summary>What such a name begins with.</summary>
    public const string Prefix = "plugin/";

    /// <summary>Whether it is a plug-in's.</summary>
    public static bool IsOne(string? name) => name is not null && name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The name as the plug-in knows it.</summary>
    public static string Bare(string name) => IsOne(name) ? name[Prefix.Length..] : name;
}
