namespace JointQP.Client.Rendering;

/// <summary>The forms in which data is printed.</summary>
[Flags]
internal enum OutputForms
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>For people.</summary>
    Table = 1,

    /// <summary>For programs, whole; a stream is a value a line.</summary>
    Json = 2,

    /// <summary>For people and programs: the same tree as in JSON; a stream is a document a value.</summary>
    Yaml = 4,

    /// <summary>For spreadsheets and data frames: a record a row.</summary>
    Csv = 8,

    /// <summary>All that need nothing but the data itself.</summary>
    Usual = Table | Json | Yaml,

    /// <summary>All.</summary>
    All = Usual | Csv,
}
