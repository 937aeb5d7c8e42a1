/**
 * The wire: what a replica and a server send each other (docs/protocol.md).
 *
 * <p>Each message is a type that writes and reads itself. No name of a field stands anywhere else,
 * and ProtocolNamesTest holds that. So a new field is added here, in docs/protocol.md and in the
 * class that uses it.
 *
 * <table>
 * <caption>The messages</caption>
 * <tr><th>message<th>sent by<th>section
 * <tr><td>{@link dev.holdfast.core.protocol.SyncRequest}<td>replica<td>2.1
 * <tr><td>{@link dev.holdfast.core.protocol.Mutation}, in a request<td>replica<td>2.1
 * <tr><td>{@link dev.holdfast.core.protocol.SyncAnswer}<td>server<td>2.2, 4.2
 * <tr><td>{@link dev.holdfast.core.protocol.Change}, in an answer<td>server<td>2.2
 * <tr><td>{@link dev.holdfast.core.protocol.Receipt}, in an answer or alone<td>server<td>2.3, 4.3
 * <tr><td>{@link dev.holdfast.core.protocol.ProblemBody}, instead of an answer<td>server<td>1, 7
 * <tr><td>{@link dev.holdfast.core.protocol.Query}, of a call by GET<td>replica<td>4.1, 4.3
 * <tr><td>{@link dev.holdfast.core.protocol.Poke}, on the live stream<td>server<td>4.4
 * </table>
 *
 * <p>A message has two forms, and one type holds both:
 *
 * <ul>
 *   <li>A server has a record. {@code read} checks each field of what came from outside and throws
 *       {@link dev.holdfast.core.protocol.ProtocolException} with its path. {@code text} writes,
 *       and puts stored values in as they lie on the disk, unparsed.
 *   <li>A replica has the JSON itself, made and read by the static methods below the line "as
 *       JSON": {@code SyncRequest.of(…)}, {@code SyncAnswer.changes(answer)}. A bundle has no room
 *       for an object per message. These methods expect JSON of that message: what a program made
 *       itself, or what {@link dev.holdfast.core.protocol.SyncAnswer#isPage} has looked at.
 * </ul>
 *
 * <p>To add a field: its name in {@code Field}, a component of the record with a line in {@code
 * read} or {@code text}, and a setter or getter in the JSON form.
 */
@NullMarked
package dev.holdfast.core.protocol;

import org.jspecify.annotations.NullMarked;
