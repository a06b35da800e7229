using System.Diagnostics.CodeAnalysis;

namespace Kubrick.ServiceDefaults.Errors;

/// <summary>A value, or the error that the client gets instead; the one result type of all services. Both convert to it implicitly.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public sealed class Result<T>
    where T : class
{
    private Result(T? value, ApiErrorResult? error) => (Value, Error) = (value, error);

    /// <summary>The value; null when there is an error.</summary>
    public T? Value { get; }

    /// <summary>The error; null when there is a value.</summary>
    public ApiErrorResult? Error { get; }

    /// <summary>A success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static implicit operator Result<T>(ApiErrorResult error) => new(null, error);

    /// <summary>Whether there is a value.</summary>
    public bool Is([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out ApiErrorResult? error)
    {
        (value, error) = (Value, Error);
        return value is not null;
    }
}
