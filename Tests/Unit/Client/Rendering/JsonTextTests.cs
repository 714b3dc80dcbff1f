using JointQP.Client.Rendering;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class JsonTextTests
{
    [Fact]
    public void LineOf_Status_KeepsItsNamesAndWords() => Assert.Equal(
        """
        {"name":"demo","phase":"running","launchedAt":"2030-05-06T07:08:09+00:00","endedAt":null,"stages":{"blocked":3,"committed":5,"leased":2},"trials":6,"trialsDone":2,"trialsFailed":0,"steps":6000,"stepsDone":1500,"problems":[],"schedules":[{"experiment":"fashion","schedule":"float","trials":2,"trialsDone":2,"trialsFailed":0,"steps":2000,"stepsDone":2000,"trialsStopped":0},{"experiment":"fashion","schedule":"P0.5(w,f) -> Q8(w,f)","trials":2,"trialsDone":0,"trialsFailed":0,"steps":2000,"stepsDone":1000,"trialsStopped":0},{"experiment":"fashion","schedule":"Q8(w,f) -> P0.5(w,f)","trials":2,"trialsDone":0,"trialsFailed":0,"steps":2000,"stepsDone":0,"trialsStopped":0}],"work":null,"trialsStopped":0,"parallel":null,"seeds":null}
        """,
        JsonText.LineOf(Samples.Status()));

    [Fact]
    public void Of_Results_HoldEveryTrial()
    {
        var json = JsonText.Of(Samples.Results(new string('c', 64)));

        Assert.Equal(3, json.Split("\"stateHash\"").Length - 1);
        Assert.Contains("\"test/accuracy\": 0.8912", json, StringComparison.Ordinal);
        Assert.Contains("\"status\": \"committed\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void LineOf_NotANumber_IsAWordInsteadOfAnError() => Assert.Equal("\"NaN\"", JsonText.LineOf(double.NaN));
}
