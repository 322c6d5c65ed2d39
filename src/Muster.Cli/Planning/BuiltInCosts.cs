namespace Muster.Cli.Planning;

/// <summary>Coefficients of one machine, for a first impression: <c>--measure</c> finds those of the operator's own.</summary>
internal static class BuiltInCosts
{
    public static readonly StormCosts Value = new()
    {
        PushMicroseconds = 20,
        ByteNanoseconds = 1,
        RegistrationMicroseconds = 40,
        HeartbeatMicroseconds = 60,
        ConnectMicroseconds = 500,
        IdleMicroseconds = 2000,
        FixedBytes = 80e6,
        ConnectionBytes = 60e3,
        SubscriptionBytes = 400,
        InstanceBytes = 700,
        SharedCores = 0.8,
        Source = "built in",
    };
}
