using System.Diagnostics.CodeAnalysis;

namespace Kubrick.Ingest;

/// <summary>A value, or why there is none: like <see cref="ServiceDefaults.Errors.Result{T}"/>, for errors that are no answer to an HTTP client.</summary>
internal readonly struct Result<TValue, TError>
    where TValue : class
    where TError : notnull
{
    private readonly TValue? value;
    private readonly TError? error;

    private Result(TValue? value, TError? error) => (this.value, this.error) = (value, error);

    public static implicit operator Result<TValue, TError>(TValue value) => new(value, default);

    public static implicit operator Result<TValue, TError>(TError error) => new(null, error);

    /// <summary>Whether there is a value; sets either it or the error.</summary>
    public bool Is([NotNullWhen(true)] out TValue? success, [NotNullWhen(false)] out TError? failure)
    {
        (success, failure) = (value, error);
        return value is not null;
    }
}
