namespace JointQP.Silo.Storage;

/// <summary>Finds out whether what silos store can be written and read.</summary>
internal interface IStorageProbe
{
    /// <summary>Does both. Throws what the store says when it cannot.</summary>
    Task Check();
}
