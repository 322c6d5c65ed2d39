namespace Muster.Protocol.Tests.Digests;

/// <summary>Any language must be able to prove a list: the hash is the published one, for every length and seed.</summary>
public sealed class XxHash64Vectors
{
    private const ulong Prime32 = 2654435761;

    /// <summary>The table of the reference implementation's own sanity check.</summary>
    public static TheoryData<int, ulong, ulong> Published => new()
    {
        { 0, 0, 0xEF46DB3751D8E999 },
        { 0, Prime32, 0xAC75FDA2929B17EF },
        { 1, 0, 0xE934A84ADB052768 },
        { 1, Prime32, 0x5014607643A9B4C3 },
        { 4, 0, 0x9136A0DCA57457EE },
        { 4, Prime32, 0xCAAB286BD8E9FDB5 },
        { 14, 0, 0x8282DCC4994E35C8 },
        { 14, Prime32, 0xC3BD6BF63DEB6DF0 },
        { 222, 0, 0xB641AE8CB691C174 },
        { 222, Prime32, 0x20CB8AB7AE10C14A },
    };

    /// <summary>Around every border of the algorithm; made by another implementation, in another language.</summary>
    public static TheoryData<int, ulong, ulong> Computed => new()
    {
        { 0, 0x0, 0xEF46DB3751D8E999 },
        { 0, 0x1, 0xD5AFBA1336A3BE4B },
        { 0, 0xFFFFFFFFFFFFFFFF, 0x298F4C84B24F5380 },
        { 1, 0x0, 0x1F25C8D0BC1F4BB6 },
        { 1, 0x1, 0x610F93F8C89889FE },
        { 1, 0xFFFFFFFFFFFFFFFF, 0x7B75C7A6356B0B4D },
        { 3, 0x0, 0x31D2363F52E564C9 },
        { 3, 0x1, 0x2D80E074130D0176 },
        { 3, 0xFFFFFFFFFFFFFFFF, 0xE422054A9BC43A06 },
        { 4, 0x0, 0x9BB64B7D66EE9FDA },
        { 4, 0x1, 0x5EC9FDD10FCBCB0E },
        { 4, 0xFFFFFFFFFFFFFFFF, 0x1C1305B583B5E78C },
        { 7, 0x0, 0x9A7B149959CE60D8 },
        { 7, 0x1, 0xD8B4A941715FEE31 },
        { 7, 0xFFFFFFFFFFFFFFFF, 0x76C17F70933C79ED },
        { 8, 0x0, 0xDAB99D95C6F90092 },
        { 8, 0x1, 0xF119F5B26C0020AB },
        { 8, 0xFFFFFFFFFFFFFFFF, 0x91981F79E1F7D960 },
        { 12, 0x0, 0xD52E407833AF5133 },
        { 12, 0x1, 0x37851F0D89D23966 },
        { 12, 0xFFFFFFFFFFFFFFFF, 0x24D935BE81C72AB6 },
        { 15, 0x0, 0x1B47CB8243CC8E32 },
        { 15, 0x1, 0x7A94EE016F09B732 },
        { 15, 0xFFFFFFFFFFFFFFFF, 0x2B4849BE5AFE532E },
        { 31, 0x0, 0xA2AA5F33CC4A6119 },
        { 31, 0x1, 0xAACA4E41FFCAE21C },
        { 31, 0xFFFFFFFFFFFFFFFF, 0x931DF7FF3B1D1E4A },
        { 32, 0x0, 0x23C3C17EF790FD97 },
        { 32, 0x1, 0x7421B79A02B42132 },
        { 32, 0xFFFFFFFFFFFFFFFF, 0x2CD9B29BF8EED6BF },
        { 33, 0x0, 0x50A7CFC7BA588784 },
        { 33, 0x1, 0x17B3DF313DE9A40E },
        { 33, 0xFFFFFFFFFFFFFFFF, 0xDBBAC9766BB3ADF7 },
        { 36, 0x0, 0xC0B52B0DCC5E3F7F },
        { 36, 0x1, 0x2E6895034C467C0B },
        { 36, 0xFFFFFFFFFFFFFFFF, 0x2B0731D11B3E9D99 },
        { 40, 0x0, 0xB620306B253D76B6 },
        { 40, 0x1, 0x8C15D7AF4FD7BC9F },
        { 40, 0xFFFFFFFFFFFFFFFF, 0xAACCBB1D75873AD7 },
        { 63, 0x0, 0x5E3E54B431C7493C },
        { 63, 0x1, 0xB1ABB4A5AD0E2943 },
        { 63, 0xFFFFFFFFFFFFFFFF, 0x4DC01BDAFE25FCBC },
        { 64, 0x0, 0x0EB64B3EF6EEB01F },
        { 64, 0x1, 0x2D0457940C5A93F4 },
        { 64, 0xFFFFFFFFFFFFFFFF, 0xE90717D28B13C3E9 },
        { 65, 0x0, 0xA383B724B2BD12F1 },
        { 65, 0x1, 0x6153DC23FC8BEBD8 },
        { 65, 0xFFFFFFFFFFFFFFFF, 0xE75F1116C7E3C58C },
        { 256, 0x0, 0x00CFC5207DD8E201 },
        { 256, 0x1, 0x6B1F288C616B2A16 },
        { 256, 0xFFFFFFFFFFFFFFFF, 0x62416B88501055E1 },
        { 1000, 0x0, 0x5F235FA033F1A3FB },
        { 1000, 0x1, 0xE67A374D77ECCC3F },
        { 1000, 0xFFFFFFFFFFFFFFFF, 0x75A57189C6551B25 },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void The_hash_is_the_published_one(int length, ulong seed, ulong expected)
    {
        var data = new byte[length];
        ulong state = Prime32;
        for (var i = 0; i < length; i++, state *= 11400714785074694797) data[i] = (byte)(state >> 56);

        Assert.Equal(expected, XxHash64.Hash(data, seed));
    }

    [Theory]
    [MemberData(nameof(Computed))]
    public void Every_length_and_seed_hash_as_elsewhere(int length, ulong seed, ulong expected)
    {
        var data = new byte[length];
        for (var i = 0; i < length; i++) data[i] = (byte)((i * 7) + 3);

        Assert.Equal(expected, XxHash64.Hash(data, seed));
    }

    [Fact]
    public void A_name_is_hashed_in_its_utf8_form()
    {
        Assert.Equal(0x44BC2CF5AD770999UL, XxHash64.Hash("abc", 0));
        Assert.Equal(0xB3AC40EDAEF14B06UL, XxHash64.Hash("order-ß€😀", 42));
    }

    [Fact]
    public void A_name_too_long_for_the_stack_hashes_the_same() =>
        Assert.Equal(0x84A80AAA9B42D97CUL, XxHash64.Hash(new string('é', 300), 9));

    [Fact]
    public void Hashing_a_name_allocates_nothing()
    {
        for (var i = 0; i < 1000; i++) XxHash64.Hash("orders-10.0.0.7:8080", 7);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) XxHash64.Hash("orders-10.0.0.7:8080", 7);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
