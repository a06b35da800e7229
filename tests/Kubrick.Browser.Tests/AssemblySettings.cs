// Two cores encode one camera well; two recordings at once would drop frames.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
