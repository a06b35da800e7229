namespace Aspire.Hosting.ApplicationModel;

/// <summary>Describes one resource; the <c>With…</c> methods add to it.</summary>
/// <typeparam name="T">The resource's type.</typeparam>
public interface IResourceBuilder<out T>
    where T : IResource
{
    /// <summary>The application that the resource belongs to.</summary>
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    /// <summary>The resource.</summary>
    T Resource { get; }

    /// <summary>Adds a fact about the resource.</summary>
    /// <typeparam name="TAnnotation">The fact's type.</typeparam>
    /// <param name="annotation">The fact.</param>
    /// <param name="behavior">Whether facts of the same type stay.</param>
    /// <returns>This builder.</returns>
    IResourceBuilder<T> WithAnnotation<TAnnotation>(
        TAnnotation annotation,
        ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append)
        where TAnnotation : IResourceAnnotation;
}
