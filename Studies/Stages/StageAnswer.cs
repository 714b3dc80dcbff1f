namespace JointQP.Studies.Stages;

/// <summary>What a command is answered, once the changed records are stored.</summary>
public abstract record StageAnswer
{
    private StageAnswer()
    {
    }

    /// <summary>The asker holds the stage.</summary>
    /// <param name="Stage">The stage's id.</param>
    /// <param name="Epoch">What every message about it must carry.</param>
    /// <param name="Deadline">When the lease ends by the clock of the authority unless it is renewed.</param>
    public sealed record Granted(string Stage, long Epoch, DateTimeOffset Deadline) : StageAnswer;

    /// <summary>No stage is ready for the asker.</summary>
    /// <param name="NextDeadline">When the first lease would end unless it is renewed; null when no stage is leased.</param>
    public sealed record Nothing(DateTimeOffset? NextDeadline) : StageAnswer;

    /// <summary>The command took effect, now or the first time it was sent.</summary>
    public sealed record Accepted : StageAnswer;

    /// <summary>The lease is renewed, and the study asks for the stage: leave a checkpoint and give it back.</summary>
    public sealed record GiveBack : StageAnswer;

    /// <summary>The lease is over, or the study is; nothing was changed.</summary>
    public sealed record Fenced : StageAnswer;

    /// <summary>A newer incarnation of the slot is known; nothing was changed.</summary>
    public sealed record Superseded : StageAnswer;
}
