<?php
/**
 * Functions for themes and other plugins.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

defined( 'ABSPATH' ) || exit;

/**
 * Asks the gateway and returns safe HTML: the answer, or a message that says that there is none.
 *
 * @param string $prompt  The question.
 * @param array  $options model, provider, system, messages (instead of the prompt), max_tokens, temperature, timeout, retries,
 *                        feature (what for), request_id, format ('html' or 'text').
 * @return string
 */
function aigw_chat( $prompt, $options = array() ) {
	return Aigw\Chat::html( (string) $prompt, (array) $options );
}

/**
 * Hands a call over that may take longer than a page: returns at once, and `aigw_task_over` tells when it is over.
 *
 * @param string $prompt  The question.
 * @param array  $options model, provider, system, messages (instead of the prompt), max_tokens, temperature, feature (what for).
 * @return string|WP_Error Id of the task, for aigw_task().
 */
function aigw_chat_async( $prompt, $options = array() ) {
	$options = (array) $options;
	return Aigw\LongTasks::start( Aigw\Chat::body( (string) $prompt, $options ), (string) ( $options['feature'] ?? 'task' ) );
}

/**
 * What has come of a call that was handed over.
 *
 * @param string $id Of aigw_chat_async().
 * @return array|null id, status ('waiting', 'done', 'failed'), text (as the model said it: escape it), error (code), cost_usd; null where there is none.
 */
function aigw_task( $id ) {
	return Aigw\LongTasks::result( (string) $id );
}
