using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace JointQP.Client.Reports;

/// <summary>Elements of a page that is HTML for browsers and well-formed XML for everything else. Whatever is put into them is escaped when the page is written.</summary>
internal static class Tag
{
    private static readonly string[] Void = ["meta", "br", "col", "hr"];

    /// <summary>An element; content are texts, attributes, elements and lists of them, and nothing where it is null.</summary>
    public static XElement Of(string name, params object?[] content)
    {
        // An ordering is told with an arrow, which notation reads too: browsers break lines within "->". What is to be copied stays as it is.
        var element = new XElement(name, content.Select(part => Clean(part, arrows: name is not "pre" and not "style")));
        // Browsers take an empty element that closes itself for one that was left open.
        if (element.IsEmpty && !Void.Contains(name))
            element.Add("");
        return element;
    }

    /// <summary>An attribute.</summary>
    public static XAttribute At(string name, string value) => new(name, Clean(value));

    /// <summary>The attribute that styles go by.</summary>
    public static XAttribute Class(string names) => new("class", names);

    /// <summary>A number of a picture: a tenth of a pixel is enough.</summary>
    public static string Number(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>The page as text.</summary>
    public static string Write(XElement html)
    {
        var text = new StringBuilder("<!DOCTYPE html>\n");
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.None }))
            html.Save(writer);
        return text.Append('\n').ToString();
    }

    private static object? Clean(object? content, bool arrows) =>
        content is string text ? Clean(arrows ? text.Replace(" -> ", " → ", StringComparison.Ordinal) : text) : content;

    /// <summary>What XML has no place for, such as the control characters that a spec may hold, is shown as a replacement character.</summary>
    private static string Clean(string text)
    {
        if (text.All(letter => XmlConvert.IsXmlChar(letter) && letter != '\r'))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
            clean.Append(rune.Value > 0xFFFF || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\uFFFD");
        return clean.ToString();
    }
}
