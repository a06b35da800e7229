using Kubrick.Functional.Tests;
using Kubrick.Functional.Tests.Live;
using Xunit.Sdk;
using Xunit.v3;

// Half of the time is waiting for streams and for servers to stop.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 3)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Kubrick.Functional.Tests;

/// <summary>Runs the collections in descending order of duration.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly List<string> Order =
        [ReplicatedLiveSystemCollection.Name, CrashSystemCollection.Name, LocalSystemCollection.Name, S3SystemCollection.Name];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Order.IndexOf(collection.TestCollectionDisplayName) is >= 0 and var place ? place : Order.Count)];
}
