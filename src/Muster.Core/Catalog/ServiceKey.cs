namespace Muster.Core.Catalog;

/// <summary>A service within its namespace.</summary>
internal readonly record struct ServiceKey(string Namespace, string Service) : IComparable<ServiceKey>
{
    public int CompareTo(ServiceKey other) =>
        string.CompareOrdinal(Namespace, other.Namespace) is not 0 and var order
            ? order
            : string.CompareOrdinal(Service, other.Service);

    public override string ToString() => $"{Namespace}/{Service}";
}
