/**
 * The wire: what a replica and a server send each other (docs/protocol.md).
 *
 * <p>Each message is a type that writes and reads itself. Field names stand nowhere else;
 * ProtocolNamesTest checks that. A new field is added here, in docs/protocol.md and in the class
 * that uses it.
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
 *   <li>A server has a record. {@code read} checks each field and throws {@link
 *       dev.holdfast.core.protocol.ProtocolException} with the path of a wrong one. {@code text}
 *       writes it; stored values are copied as text, never parsed.
 *   <li>A replica has the JSON itself. The static methods below the line "as JSON" make and read
 *       it: {@code SyncRequest.of(…)}, {@code SyncAnswer.changes(answer)}. A class per message
 *       would make the bundles too large. These methods do not check: they expect JSON that they
 *       made, or that {@link dev.holdfast.core.protocol.SyncAnswer#isPage} has checked.
 * </ul>
 *
 * <p>A new field needs its name in {@code Field}, a component of the record with a line in {@code
 * read} or {@code text}, and a setter or getter in the JSON form.
 */
@NullMarked
package dev.holdfast.core.protocol;

import org.jspecify.annotations.NullMarked;
