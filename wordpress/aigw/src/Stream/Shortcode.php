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
	 * Attributes of the shortcode that only this view knows.
	 */
	const ATTRIBUTES = array(
		'stream'    => 'no',
		'question'  => 'no',
		'label'     => '',
		'button'    => '',
		'autostart' => 'yes',
	);

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_filter( 'shortcode_atts_aigw', array( __CLASS__, 'attributes' ), 10, 3 );
		add_filter( 'aigw_shortcode_html', array( __CLASS__, 'html' ), 10, 3 );
	}

	/**
	 * Lets this view's attributes through.
	 *
	 * @param array $out   Attributes that the shortcode knows.
	 * @param array $pairs Their defaults.
	 * @param array $atts  As written.
	 * @return array
	 */
	public static function attributes( $out, $pairs, $atts ) {
		return $out + array_intersect_key( (array) $atts, self::ATTRIBUTES );
	}

	/**
	 * The view instead of the answer, where it is wanted.
	 *
	 * @param string|null $html     HTML so far; null where nobody made any.
	 * @param array       $question prompt and options.
	 * @param array       $atts     Attributes of the shortcode.
	 * @return string|null
	 */
	public static function html( $html, $question, $atts ) {
		$atts = (array) $atts + self::ATTRIBUTES;
		if ( null !== $html || ! self::says_yes( $atts['stream'] ) || ! Settings::get( 'stream' ) ) {
			return $html;
		}
		return Block::html(
			array(
				'prompt'        => (string) ( $question['prompt'] ?? '' ),
				'showQuestion'  => self::says_yes( $atts['question'] ),
				'questionLabel' => (string) $atts['label'],
				'model'         => (string) ( $atts['model'] ?? '' ),
				'maxTokens'     => (int) ( $atts['max_tokens'] ?? 0 ),
				'feature'       => (string) ( $atts['feature'] ?? 'shortcode' ),
				'buttonText'    => (string) $atts['button'],
				'autostart'     => self::says_yes( $atts['autostart'] ),
			)
		);
	}

	/**
	 * Whether an attribute of the shortcode says yes; rest_sanitize_boolean() takes "no" for true.
	 *
	 * @param mixed $word What the author wrote.
	 */
	private static function says_yes( $word ): bool {
		return in_array( strtolower( (string) $word ), array( 'yes', 'true', '1', 'on' ), true );
	}
}
