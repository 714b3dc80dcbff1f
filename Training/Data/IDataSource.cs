namespace JointQP.Training.Data;

/// <summary>A data set of labeled images that knows where to get itself.</summary>
public interface IDataSource
{
    /// <summary>The name by which a spec asks for it, such as <c>fashion-mnist</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Loads the data set, fetching it first where this machine lacks it. Blocks meanwhile; the content is verified on every load, so what returns
    /// is the same on every machine.
    /// </summary>
    /// <param name="dataDirectory">The data directory; data sets lie in <c>datasets</c> below it.</param>
    /// <param name="activity">Hears, for people, what takes its time: <c>fetching fashion-mnist 40 %</c>. Called in order, from a
    /// thread of the pool, while the caller's thread is blocked in here.</param>
    /// <param name="cancellationToken">Ends waiting and fetching; nothing half fetched stays behind.</param>
    /// <exception cref="DatasetException">A file is not what it should be, or the data set is missing and cannot be fetched.</exception>
    (LabeledImages Train, LabeledImages Test) Load(string dataDirectory, Action<string> activity, CancellationToken cancellationToken);
}
