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
