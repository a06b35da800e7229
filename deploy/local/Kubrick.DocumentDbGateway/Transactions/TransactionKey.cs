namespace Kubrick.DocumentDbGateway.Transactions;

/// <summary>A transaction of a session: a session has one at a time, counted upwards.</summary>
internal readonly record struct TransactionKey(string Session, long Number);
