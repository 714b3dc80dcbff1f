using JointQP.Client.Rendering.Watch;

namespace JointQP.Tests.Unit.Client.Rendering.Watch;

public sealed class GlyphsTests
{
    [Theory]
    [InlineData(true, "LANG", "en_US.UTF-8", true)]
    [InlineData(true, "LANG", "de_DE.utf8@euro", true)]
    [InlineData(true, "LANG", "C", false)]
    [InlineData(true, "LC_ALL", "POSIX", false)]
    [InlineData(true, "LC_CTYPE", "en_US.ISO-8859-1", false)]
    [InlineData(true, "TERM", "xterm", true)]
    [InlineData(false, "LANG", "en_US.UTF-8", false)]
    public void For_Locale_IsUnicodeOnlyWhereItCanBeShown(bool encoded, string variable, string value, bool unicode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Locales of the environment are a matter of Unix.");
        Assert.Same(unicode ? Glyphs.Unicode : Glyphs.Ascii, Glyphs.For(encoded, name => name == variable ? value : null));
    }

    [Fact]
    public void For_SeveralVariables_TheStrongestCounts() =>
        Assert.Same(Glyphs.Ascii, Glyphs.For(unicode: true, name => name switch { "LC_ALL" => "C", "LANG" => "en_US.UTF-8", _ => null }));
}
