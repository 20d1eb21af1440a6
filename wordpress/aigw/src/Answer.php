<?php
/**
 * What a model said, made safe.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * Text of a chat completion, and that text as HTML that may be printed.
 */
final class Answer {

	/**
	 * The text of an answer of {@see Gateway::chat()}.
	 *
	 * @param array $answer The answer.
	 * @return string
	 */
	public static function text( array $answer ): string {
		$content = $answer['data']['choices'][0]['message']['content'] ?? '';
		if ( is_array( $content ) ) {
			$content = implode( '', array_map( 'strval', array_column( $content, 'text' ) ) );
		}
		return is_string( $content ) ? $content : '';
	}

	/**
	 * Safe HTML of a model's words: its Markdown as elements, all else as text, and nothing that a post could not hold.
	 *
	 * @param string $text What the model said.
	 * @return string
	 */
	public static function html( string $text ): string {
		return self::inert( wp_kses_post( Markdown::html( $text ) ) );
	}

	/**
	 * HTML in which no shortcode is found: WordPress looks for them in a page after blocks have printed what visitors and
	 * models say.
	 *
	 * @param string $html Escaped HTML.
	 * @return string
	 */
	public static function inert( string $html ): string {
		return str_replace( array( '[', ']' ), array( '&#091;', '&#093;' ), $html );
	}
}
