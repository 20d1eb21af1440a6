<?php
/**
 * The shortcode as a stream.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Stream;

use Aigw\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Shows the shortcode with the block's view, where `[aigw stream="yes"]` asks for it.
 *
 * Without that the shortcode's answer is part of the page, made once and kept for every visitor: cheaper, and no visitor waits.
 */
final class Shortcode {

	/**
	 * Registers the hook.
	 *
	 * @return void
	 */
	public static function register() {
		add_filter( 'aigw_shortcode_html', array( __CLASS__, 'html' ), 10, 3 );
	}

	/**
	 * The view instead of the answer, where it is wanted.
	 *
	 * @param string|null $html   HTML so far; null where nobody made any.
	 * @param string      $prompt Prompt.
	 * @param array       $attrs  Attributes of the shortcode: stream, model, max_tokens, feature, button, question.
	 * @return string|null
	 */
	public static function html( $html, $prompt = '', $attrs = array() ) {
		$attrs = (array) $attrs;
		if ( ! rest_sanitize_boolean( $attrs['stream'] ?? 'no' ) || ! Settings::get( 'stream' ) ) {
			return $html;
		}
		return Block::html(
			array(
				'prompt'       => (string) $prompt,
				'showQuestion' => rest_sanitize_boolean( $attrs['question'] ?? 'no' ),
				'model'        => (string) ( $attrs['model'] ?? '' ),
				'maxTokens'    => (int) ( $attrs['max_tokens'] ?? 0 ),
				'feature'      => (string) ( $attrs['feature'] ?? 'shortcode' ),
				'buttonText'   => (string) ( $attrs['button'] ?? '' ),
				'autostart'    => rest_sanitize_boolean( $attrs['autostart'] ?? 'yes' ),
			)
		);
	}
}
