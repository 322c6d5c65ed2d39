using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Muster.House;

/// <summary>The .proto files are the contract for every language: named, numbered and explained alike.</summary>
public sealed partial class Wire
{
    private static readonly string[] Protos = [.. Tree.Files.Where(file => Tree.IsUnder(file, "proto/muster/v1"))];

    [Fact]
    public void Every_proto_file_opens_with_what_it_is_about() =>
        Offences.None("The first line is a comment, then syntax, package and namespace:",
            from file in Protos
            let lines = Tree.Lines(file)
            where !lines[0].StartsWith("// ", StringComparison.Ordinal)
                || !lines.Contains("syntax = \"proto3\";")
                || !lines.Contains("package muster.v1;")
                || !lines.Contains("option csharp_namespace = \"Muster.Protocol\";")
            select file);

    [Fact]
    public void Every_proto_file_is_compiled_into_Protocol() =>
        Assert.Equal(
            Protos.Select(file => file["proto/".Length..]),
            Descriptors().Select(file => file.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Fields_are_snake_case_and_enums_start_with_unspecified() =>
        Offences.None("Not the naming of the wire:",
            Descriptors().SelectMany(file => file.MessageTypes).SelectMany(WithNested).SelectMany(MisnamedIn)
                .Concat(Descriptors().SelectMany(file => file.EnumTypes).SelectMany(MisnamedIn)));

    private static IEnumerable<FileDescriptor> Descriptors() =>
        typeof(Protocol.Hello).Assembly.GetExportedTypes()
            .Where(type => type.IsAssignableTo(typeof(IMessage)))
            .Select(type => ((IMessage)Activator.CreateInstance(type)!).Descriptor.File)
            .Where(file => file.Package is "muster.v1")
            .DistinctBy(file => file.Name);

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) =>
        message.NestedTypes.SelectMany(WithNested).Prepend(message);

    private static IEnumerable<string> MisnamedIn(MessageDescriptor message) =>
        message.Fields.InDeclarationOrder().Where(field => !Snake().IsMatch(field.Name)).Select(field => field.FullName)
            .Concat(message.EnumTypes.SelectMany(MisnamedIn));

    private static IEnumerable<string> MisnamedIn(EnumDescriptor values) =>
        values.Values.Where(value => (value.Number is 0) != value.Name.EndsWith("UNSPECIFIED", StringComparison.Ordinal) || !Screaming().IsMatch(value.Name))
            .Select(value => value.FullName);

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex Snake();

    [GeneratedRegex("^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")]
    private static partial Regex Screaming();
}
