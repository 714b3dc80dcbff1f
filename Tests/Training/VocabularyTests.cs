using JointQP.Studies.Spec;
using JointQP.Training.Data;
using JointQP.Training.Networks;
using JointQP.Training.Tasks;

namespace JointQP.Tests.Training;

/// <summary>What a spec may name is what the engine has: the parser knows no engine.</summary>
public sealed class VocabularyTests
{
    [Fact]
    public void Tasks_AreThoseOfTheEngine() => Assert.Equal(TaskCatalog.Names, Vocabulary.Default.Tasks.Select(task => task.Name).Order());

    [Fact]
    public void Networks_AreThoseOfTheEngine() => Assert.Equal(NetworkCatalog.Names, Vocabulary.Default.Networks.Order());

    [Fact]
    public void Datasets_AreThoseOfTheEngine() =>
        Assert.Equal(ImageDatasets.Published(TimeProvider.System).Names, Vocabulary.Default.Datasets.Select(data => data.Name).Order());

    [Fact]
    public void Sample_HasAsManyImagesAsTheVocabularySays()
    {
        var (train, test) = FashionMnist.Sample.Load("", _ => { }, TestContext.Current.CancellationToken);
        var entry = Vocabulary.Default.Datasets.Single(data => data.Name == FashionMnist.Sample.Name);
        Assert.Equal((entry.TrainMaximum, entry.TestMaximum), (train.Count, test.Count));
    }
}
