namespace JointQP.Grains.Interfaces.Studies;

/// <summary>How far a study is with its deletion.</summary>
/// <param name="Done">Whether nothing of it is left but its name.</param>
/// <param name="NotBefore">When its last lease is surely over: its files stay until then.</param>
/// <param name="Obstacle">What keeps it from going on, for people; null when nothing does.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StudyDeletion")]
public sealed record StudyDeletion(
    [property: Id(0)] bool Done,
    [property: Id(1)] DateTimeOffset? NotBefore = null,
    [property: Id(2)] string? Obstacle = null);

/// <summary>What became of the wish to delete a study.</summary>
public enum DeleteOutcome
{
    /// <summary>Nothing of it is left, and its name is free.</summary>
    Deleted,

    /// <summary>It is decided and goes on by itself, also through restarts; ask again to hear when it is done.</summary>
    Deleting,

    /// <summary>The study has not ended; nothing was changed.</summary>
    NotEnded,

    /// <summary>There is no such study, or none any more.</summary>
    Unknown,
}

/// <summary>The answer to the wish to delete a study.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Phase">For <see cref="DeleteOutcome.NotEnded"/>: how the study stands.</param>
/// <param name="NotBefore">For <see cref="DeleteOutcome.Deleting"/>: when its last lease is surely over.</param>
/// <param name="Obstacle">What keeps the deletion from going on, for people; it is tried again and again.</param>
[GenerateSerializer, Immutable, Alias("JointQP.DeleteReply")]
public sealed record DeleteReply(
    [property: Id(0)] DeleteOutcome Outcome,
    [property: Id(1)] StudyPhase? Phase = null,
    [property: Id(2)] DateTimeOffset? NotBefore = null,
    [property: Id(3)] string? Obstacle = null);

/// <summary>The catalogue at one moment.</summary>
/// <param name="Names">As <see cref="IStudyCatalogGrain.Names"/>.</param>
/// <param name="Revivals">Grows when a study that had ended may not be what it was: it was deleted, or extended.</param>
[GenerateSerializer, Immutable, Alias("JointQP.CatalogView")]
public sealed record CatalogView(
    [property: Id(0)] System.Collections.Immutable.ImmutableArray<string> Names,
    [property: Id(1)] long Revivals);
