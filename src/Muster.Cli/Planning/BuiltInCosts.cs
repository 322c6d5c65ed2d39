namespace Muster.Cli.Planning;

/// <summary>Coefficients of one machine with two busy cores, over lean frames, for a first impression: <c>--measure</c> finds those of the operator's own.</summary>
internal static class BuiltInCosts
{
    public static readonly StormCosts Value = new()
    {
        PushMicroseconds = 16,
        ByteNanoseconds = 0.5,
        RegistrationMicroseconds = 40,
        HeartbeatMicroseconds = 131,
        ConnectMicroseconds = 317,
        IdleMicroseconds = 2000,
        FixedBytes = 80e6,
        ConnectionBytes = 13.5e3,
        SubscriptionBytes = 400,
        InstanceBytes = 346,
        SharedCores = 0.8,
        Source = "built in",
    };
}
