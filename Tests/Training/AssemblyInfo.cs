// libtorch's random state and thread count belong to the process: a test beside another would not compute what it computes alone.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
