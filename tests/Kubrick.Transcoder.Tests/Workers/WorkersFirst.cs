using Kubrick.Transcoder.Tests.Workers;
using Xunit.Sdk;
using Xunit.v3;

// Tests of workers mostly wait, so tests that need the CPU run beside them.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 4)]
[assembly: TestCollectionOrderer(typeof(WorkersFirst))]

namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>Starts the longest collections first.</summary>
public sealed class WorkersFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName is not (FirstBroker.Name or SecondBroker.Name or ThirdBroker.Name))];
}
