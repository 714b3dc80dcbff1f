namespace JointQP.Client.Reports;

/// <summary>How much a page holds: more is neither read nor opened on a phone. What is left out is always told, with the command that has it.</summary>
internal static class ReportLimits
{
    /// <summary>Rows of one table.</summary>
    public const int Rows = 300;

    /// <summary>Rows of a table that is printed; a longer one is for screens.</summary>
    public const int PrintedRows = 40;

    /// <summary>Lines of a spec that is shown and printed; a longer one is folded away and for screens.</summary>
    public const int PrintedLines = 80;

    /// <summary>Experiments whose trials are read at all: figures come from the first of them.</summary>
    public const int Experiments = 60;

    /// <summary>Figures of one kind.</summary>
    public const int Figures = 12;

    /// <summary>Intervals of one forest plot.</summary>
    public const int Intervals = 60;

    /// <summary>Experiments whose sentences are told.</summary>
    public const int Sentences = 60;

    /// <summary>Schedules of one picture.</summary>
    public const int Curves = 8;

    /// <summary>Points of one picture.</summary>
    public const int Points = 400;

    /// <summary>Rows of a stage tree's picture.</summary>
    public const int Branches = 60;
}
