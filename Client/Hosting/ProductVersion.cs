using System.Reflection;

namespace JointQP.Client.Hosting;

/// <summary>Which version this is, as it is told in what outlives it.</summary>
internal static class ProductVersion
{
    /// <summary>Such as <c>0.1.0+3f2a…</c>: the version and the commit it was built from.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "of unknown version";
}
