using Xunit.Sdk;

// Two cores encode one camera well; two recordings at once would drop frames.
[assembly: Parallelization(Mode = ParallelMode.None)]
